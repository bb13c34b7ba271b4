"""What pages are made of. The only room that imports streamlit; heavy rooms below are imported in functions."""
