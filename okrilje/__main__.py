from okrilje.cli import main

main()
