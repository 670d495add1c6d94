"""The page's files as they are sent: joined, small, compressed once, under addresses that hold for ever."""
