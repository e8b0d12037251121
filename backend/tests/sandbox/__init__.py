"""The two companion processes, tried over real sockets."""
