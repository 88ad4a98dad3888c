"""What the page *Enviar* knows of uploads: what is chosen, and what is shown of it."""
