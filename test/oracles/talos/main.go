// Judges machine configurations with Talos' own code. One JSON request a line in, one JSON answer a line out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	machineapi "github.com/siderolabs/talos/pkg/machinery/api/machine"
	"github.com/siderolabs/talos/pkg/machinery/compatibility"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"github.com/siderolabs/talos/pkg/machinery/config/configpatcher"
	"github.com/siderolabs/talos/pkg/machinery/config/generate"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
)

type request struct {
	// Contract that the base is generated for: "v1.13".
	Contract string `json:"contract"`
	// Contract that the secrets are made for, when it is another: two bases are then alike but for their form.
	Secrets    string `json:"secrets"`
	Cluster    string `json:"cluster"`
	Endpoint   string `json:"endpoint"`
	Kubernetes string `json:"kubernetes"`
	// controlplane or worker
	Type    string   `json:"type"`
	Patches []string `json:"patches"`
	// A secrets bundle to judge and to generate with, as YAML; without it the oracle makes its own.
	Bundle string `json:"bundle"`
	// Beside the bundle: a talosconfig, as talosctl reads it, whose certificate must be one of the bundle's authority.
	Talosconfig string `json:"talosconfig"`
	// Whether to answer with what the configuration means, as Talos itself reads it.
	Effective bool `json:"effective"`
	// Disks of a machine: the answer says which of them the configuration selects.
	Disks []diskFacts `json:"disks"`
	// Instead of all that: the fields that documents of these kinds have.
	Fields []string `json:"fields"`
	// Instead of all that: whether this Talos supports the version of Kubernetes.
	Supports string `json:"supports"`
	// Instead of all that: whether these patches can be read, one by one.
	Load []string `json:"load"`
}

type answer struct {
	Config   string   `json:"config,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	Errors   []string `json:"errors,omitempty"`
	// By accessor.
	Effective map[string]any `json:"effective,omitempty"`
	Fields    map[string]any `json:"fields,omitempty"`
	// Device paths of the disks that each document selects, by kind and name.
	Selected map[string][]string `json:"selected,omitempty"`
	// What is wrong with each patch; empty where nothing is.
	Loaded []string `json:"loaded,omitempty"`
	// What the client's certificate of the talosconfig may do.
	Roles []string `json:"roles,omitempty"`
}

type metal struct{}

func (metal) String() string        { return "metal" }
func (metal) RequiresInstall() bool { return true }
func (metal) InContainer() bool     { return false }

var bundles = map[string]*secrets.Bundle{}

func bundle(name string, contract *config.VersionContract) (*secrets.Bundle, error) {
	if found, ok := bundles[name]; ok {
		return found, nil
	}
	made, err := secrets.NewBundle(secrets.NewFixedClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), contract)
	if err == nil {
		bundles[name] = made
	}
	return made, err
}

func judge(asked request) (given answer) {
	defer func() {
		if problem := recover(); problem != nil {
			given = answer{Errors: []string{fmt.Sprintf("panic: %v", problem)}}
		}
	}()
	if len(asked.Fields) > 0 {
		found, err := fields(asked.Fields)
		if err != nil {
			return failed(err)
		}
		return answer{Fields: found}
	}
	if len(asked.Load) > 0 {
		return load(asked.Load)
	}
	if asked.Supports != "" {
		return supports(asked.Contract, asked.Supports)
	}
	contract, err := config.ParseContractFromVersion(asked.Contract)
	if err != nil {
		return failed(err)
	}
	if asked.Secrets == "" {
		asked.Secrets = asked.Contract
	}
	born, err := config.ParseContractFromVersion(asked.Secrets)
	if err != nil {
		return failed(err)
	}
	made, err := bundle(asked.Secrets, born)
	if asked.Bundle != "" {
		made, err = givenBundle(asked.Bundle, contract)
	}
	if err != nil {
		return failed(err)
	}
	if asked.Talosconfig != "" {
		roles, err := clientRoles(asked.Talosconfig, made)
		if err != nil {
			return failed(err)
		}
		return answer{Roles: roles}
	}
	input, err := generate.NewInput(asked.Cluster, asked.Endpoint, asked.Kubernetes,
		generate.WithVersionContract(contract), generate.WithSecretsBundle(made))
	if err != nil {
		return failed(err)
	}
	kind := machine.TypeWorker
	if asked.Type == "controlplane" {
		kind = machine.TypeControlPlane
	}
	provider, err := input.Config(kind)
	if err != nil {
		return failed(err)
	}
	var patches []configpatcher.Patch
	for _, text := range asked.Patches {
		patch, err := configpatcher.LoadPatch([]byte(text))
		if err != nil {
			return failed(err)
		}
		patches = append(patches, patch)
	}
	out, err := configpatcher.Apply(configpatcher.WithConfig(provider), patches)
	if err != nil {
		return failed(err)
	}
	bytes, err := out.Bytes()
	if err != nil {
		return failed(err)
	}
	loaded, err := configloader.NewFromBytes(bytes)
	if err != nil {
		return failed(err)
	}
	warnings, err := loaded.Validate(metal{}, validation.WithLocal())
	if err != nil {
		given = failed(err)
	}
	given.Warnings = warnings
	given.Config = string(bytes)
	if len(asked.Disks) > 0 {
		found, err := selected(loaded, bytes, asked.Disks)
		if err != nil {
			return failed(err)
		}
		given.Selected = found
	}
	if asked.Effective {
		given.Effective = effective(loaded)
	}
	return given
}

func load(patches []string) answer {
	var found []string
	for _, text := range patches {
		if _, err := configpatcher.LoadPatch([]byte(text)); err != nil {
			found = append(found, err.Error())
		} else {
			found = append(found, "")
		}
	}
	return answer{Loaded: found}
}

// Contract is a version of Talos here: "1.13.6".
func supports(talos, kubernetes string) answer {
	target, err := compatibility.ParseTalosVersion(&machineapi.VersionInfo{Tag: "v" + talos})
	if err != nil {
		return failed(err)
	}
	wanted, err := compatibility.ParseKubernetesVersion(kubernetes)
	if err != nil {
		return failed(err)
	}
	if err := wanted.SupportedWith(target); err != nil {
		return failed(err)
	}
	return answer{}
}

func failed(err error) answer {
	return answer{Errors: flatten(err)}
}

func flatten(err error) []string {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var all []string
		for _, part := range joined.Unwrap() {
			all = append(all, flatten(part)...)
		}
		return all
	}
	return []string{strings.TrimSpace(err.Error())}
}

func main() {
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	out := json.NewEncoder(os.Stdout)
	for in.More() {
		var asked request
		if err := in.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := out.Encode(judge(asked)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
