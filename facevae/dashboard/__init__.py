"""What pages are made of. The only room that imports streamlit; imports heavy rooms inside functions."""
