// Does not compile, so that a test can read what the compiler says.
int broken = undeclared;
