"""Who is asking and what they may do. Users and roles are above; they are reached by a port."""
