"""Several web servers with one database: who has a session, how it is reached from another one, who goes on with it."""
