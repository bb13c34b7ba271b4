"""Data in, Plotly figure or picture out. Imports neither Streamlit nor torch; errors and data names only."""
