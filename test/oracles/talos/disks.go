package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/siderolabs/talos/pkg/machinery/api/resource/definitions/block"
	"github.com/siderolabs/talos/pkg/machinery/cel"
	"github.com/siderolabs/talos/pkg/machinery/cel/celenv"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"go.yaml.in/yaml/v4"
)

// A disk, as the disk probing of Talos sees it (siderolabs/go-blockdevice, GetProperties).
type diskFacts struct {
	DevPath    string `json:"dev_path"`
	Size       uint64 `json:"size"`
	Readonly   bool   `json:"readonly"`
	Cdrom      bool   `json:"cdrom"`
	Model      string `json:"model"`
	Serial     string `json:"serial"`
	Modalias   string `json:"modalias"`
	Wwid       string `json:"wwid"`
	Uuid       string `json:"uuid"`
	BusPath    string `json:"bus_path"`
	SubSystem  string `json:"sub_system"`
	Transport  string `json:"transport"`
	Rotational bool   `json:"rotational"`
	// Whether Talos is on it.
	System bool `json:"system"`
}

func (disk diskFacts) spec() *block.DiskSpec {
	return &block.DiskSpec{
		DevPath: disk.DevPath, Size: disk.Size, Readonly: disk.Readonly, Cdrom: disk.Cdrom, Model: disk.Model,
		Serial: disk.Serial, Modalias: disk.Modalias, Wwid: disk.Wwid, Uuid: disk.Uuid, BusPath: disk.BusPath,
		SubSystem: disk.SubSystem, Transport: disk.Transport, Rotational: disk.Rotational,
	}
}

// Every disk selector of a configuration, evaluated as the volume and install controllers of Talos do: a volume of a whole disk
// is looked up without system_disk (block/internal/volumes, locate.go).
func selected(loaded config.Provider, text []byte, disks []diskFacts) (map[string][]string, error) {
	found := map[string][]string{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document struct {
			Kind         string `yaml:"kind"`
			Name         string `yaml:"name"`
			VolumeType   string `yaml:"volumeType"`
			Provisioning struct {
				DiskSelector struct {
					Match string `yaml:"match"`
				} `yaml:"diskSelector"`
			} `yaml:"provisioning"`
		}
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		match := document.Provisioning.DiskSelector.Match
		if match == "" {
			continue
		}
		expression, err := cel.ParseBooleanExpression(match, celenv.DiskLocator())
		if err != nil {
			return nil, err
		}
		name := document.Kind + "/" + document.Name
		if found[name], err = matching(expression, disks, document.VolumeType != "disk"); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if machine := loaded.Machine(); machine != nil && machine.Install() != nil {
		expression, err := machine.Install().DiskMatchExpression()
		if err != nil {
			return nil, err
		}
		if expression != nil {
			if found["install"], err = matching(*expression, disks, false); err != nil {
				return nil, fmt.Errorf("install: %w", err)
			}
		}
	}
	return found, nil
}

func matching(expression cel.Expression, disks []diskFacts, withSystem bool) ([]string, error) {
	paths := []string{}
	for _, disk := range disks {
		variables := map[string]any{"disk": disk.spec()}
		if withSystem {
			variables["system_disk"] = disk.System
		}
		isSelected, err := expression.EvalBool(celenv.DiskLocator(), variables)
		if err != nil {
			return nil, err
		}
		if isSelected {
			paths = append(paths, disk.DevPath)
		}
	}
	return paths, nil
}
