"""Whether this process answers and can serve: for supervisors, proxies and load balancers."""
