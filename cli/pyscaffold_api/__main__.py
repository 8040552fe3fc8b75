from pyscaffold_api.cli import main

main()
