"""The vocabulary of events. An event is a row, written in the transaction that makes it true."""
