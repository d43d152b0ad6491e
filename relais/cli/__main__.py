import sys

from relais.cli import main

sys.exit(main())
