"""What staff may do: roles are named sets of permissions."""
