"""The company's accounts: people and programs that its OpenID provider vouches for."""
