"""The rules of the Oficialía; knows neither Streamlit nor HTTP."""
