"""The shell: one file a group of verbs. Imports every room below the dashboard; no streamlit."""
