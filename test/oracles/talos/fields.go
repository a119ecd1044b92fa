package main

import (
	"encoding"
	"fmt"
	"net/netip"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"go.yaml.in/yaml/v4"
)

// The fields that a document of each kind may have, as Talos' own types have them: a map for a struct, {"*": ...} for a
// map with keys of the user's, a list of one for a list. What has no fields of its own is named by what it is read from:
// string, bool, int, uint, uint16, float, duration, address, cidr, text (one value, in a form of its own), "one of a, b" for
// names that Talos has a list of, "scalar, list, map" for types that read YAML themselves, and null for anything.
func fields(kinds []string) (map[string]any, error) {
	out := map[string]any{}
	for _, kind := range kinds {
		head := fmt.Sprintf("apiVersion: v1alpha1\nkind: %s\n", kind)
		if kind == "Config" {
			head = "version: v1alpha1\nmachine: {}\n"
		}
		loaded, err := configloader.NewFromBytes([]byte(head), configloader.WithAllowPatchDelete())
		if err != nil {
			// The document wants more than its kind; its name is the most common.
			loaded, err = configloader.NewFromBytes([]byte(head + "name: a\n"))
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		out[kind] = shape(reflect.TypeOf(loaded.Documents()[0]), nil)
	}
	return out, nil
}

var (
	readsText = reflect.TypeOf((*encoding.TextUnmarshaler)(nil)).Elem()
	special   = map[reflect.Type]string{
		reflect.TypeOf(netip.Addr{}):     "address",
		reflect.TypeOf(netip.Prefix{}):   "cidr",
		reflect.TypeOf(time.Duration(0)): "duration",
	}
)

func shape(kind reflect.Type, above []reflect.Type) any {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	for _, one := range above {
		if one == kind {
			return nil
		}
	}
	above = append(above, kind)
	if name, ok := special[kind]; ok {
		return name
	}
	if _, ok := reflect.PointerTo(kind).MethodByName("UnmarshalYAML"); ok && !ofStructs(kind) {
		return probed(kind)
	}
	if reflect.PointerTo(kind).Implements(readsText) {
		return textShape(kind)
	}
	switch kind.Kind() {
	case reflect.Struct:
		out := map[string]any{}
		for i := range kind.NumField() {
			field := kind.Field(i)
			name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
			if strings.Contains(options, "inline") {
				if inner, ok := shape(field.Type, above).(map[string]any); ok {
					for key, value := range inner {
						out[key] = value
					}
				}
				continue
			}
			if name == "" || name == "-" || !field.IsExported() {
				continue
			}
			out[name] = shape(field.Type, above)
		}
		if len(out) == 0 && kind.NumField() > 0 {
			return nil
		}
		return out
	case reflect.Slice:
		return []any{shape(kind.Elem(), above)}
	case reflect.Map:
		return map[string]any{"*": shape(kind.Elem(), above)}
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Int64:
		return "int"
	case reflect.Uint, reflect.Uint64:
		return "uint"
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return kind.Kind().String()
	case reflect.Float32, reflect.Float64:
		return "float"
	default:
		return nil
	}
}

// Such a list reads its entries as they are, beside what it does with the whole.
func ofStructs(kind reflect.Type) bool {
	return kind.Kind() == reflect.Slice && kind.Elem().Kind() == reflect.Struct
}

// The names of a closed list: what its numbers are called, as far as Talos reads those names back.
func textShape(kind reflect.Type) string {
	switch kind.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
	default:
		return "text"
	}
	var names []string
	for number := range 100 {
		value := reflect.New(kind)
		value.Elem().Set(reflect.ValueOf(number).Convert(kind))
		named, ok := value.Interface().(fmt.Stringer)
		if !ok {
			return "text"
		}
		name := named.String()
		if reflect.New(kind).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(name)) == nil {
			names = append(names, name)
		}
	}
	// A list without an end is none: any number has a name. And some types take more than their names.
	lax := reflect.New(kind).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte("1")) == nil
	if len(names) == 0 || len(names) > 90 || lax {
		return "text"
	}
	return "one of " + strings.Join(names, ", ")
}

// What a type reads that decodes YAML itself, found by trying.
func probed(kind reflect.Type) any {
	samples := map[string][]string{
		"scalar": {"a", `"1"`, "1", "true", "1.5", "1s", "10.0.0.1", "10.0.0.0/8", "https://a.b/c", "1MiB", "1-2", "/a", "YQ=="},
		"list":   {"[]", "[a]", "[1]", "[https://a.b]", "[{}]", "[{a: b}]"},
		"map":    {"{}", "{a: b}", "{a: 1}", "{a: {}}", "{a: []}"},
	}
	var found []string
	for class, texts := range samples {
		for _, text := range texts {
			if yaml.Unmarshal([]byte(text), reflect.New(kind).Interface()) == nil {
				found = append(found, class)
				break
			}
		}
	}
	sort.Strings(found)
	if len(found) == 3 {
		return nil
	}
	return strings.Join(found, ", ")
}
