"""The pages for people who upload: made on the server, livelier with scripts."""
