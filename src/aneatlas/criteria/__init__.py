"""Published scores applied to cases with unknown answers: pure, three-valued, never a guess."""
