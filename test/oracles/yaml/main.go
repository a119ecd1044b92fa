// Reads documents as kubectl does and answers with what it understood: one JSON string a line in, one JSON value a line out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder := json.NewDecoder(in)
	for decoder.More() {
		var text string
		if err := decoder.Decode(&text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		converted, err := yaml.YAMLToJSONStrict([]byte(text))
		if err != nil {
			message, _ := json.Marshal(map[string]string{"error": err.Error()})
			fmt.Fprintln(out, string(message))
			continue
		}
		fmt.Fprintf(out, "{\"value\":%s}\n", converted)
	}
}
