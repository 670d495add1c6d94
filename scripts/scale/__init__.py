"""Ten thousand learners at the bell, on servers whose costs were measured: what breaks first, what it takes."""
