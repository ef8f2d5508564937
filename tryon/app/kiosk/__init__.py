"""The shopper's full-screen mirror: agree, see yourself, take it home, leave no trace."""
