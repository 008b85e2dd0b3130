# Scripts that tests are run with, and checks of the tree itself.
