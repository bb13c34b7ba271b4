"""What pages are made of. The only room that imports streamlit; imports every room below, heavy ones inside functions."""
