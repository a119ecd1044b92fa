// etcd, as its own releases build it. Its module is in the graph of the API server anyway, so both come from here.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
