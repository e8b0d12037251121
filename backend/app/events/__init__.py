"""The vocabulary of facts. A fact is a row, written in the transaction that makes it true."""
