"""Who is answered: what a request shows of its sender, and what a route asks for."""
