"""How good the answers are: judged questions, measures, comparisons, runs."""
