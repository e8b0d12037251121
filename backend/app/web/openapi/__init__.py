"""The OpenAPI document: what FastAPI knows, completed with policies, errors and examples."""
