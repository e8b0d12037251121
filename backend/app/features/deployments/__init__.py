"""What customers run: services, the operations that change them, and the engine behind both."""
