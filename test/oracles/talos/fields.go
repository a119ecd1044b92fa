package main

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"

	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
)

// The fields that a document of each kind may have, as Talos' own types have them: a map for a struct, {"*": ...} for a
// map with keys of the user's, a list of one for a list, null for what has no fields of its own.
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

var decodes = []reflect.Type{
	reflect.TypeOf((*encoding.TextUnmarshaler)(nil)).Elem(),
	reflect.TypeOf((*interface{ UnmarshalYAML(func(any) error) error })(nil)).Elem(),
}

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
	for _, decoder := range decodes {
		if reflect.PointerTo(kind).Implements(decoder) {
			return nil
		}
	}
	if _, ok := reflect.PointerTo(kind).MethodByName("UnmarshalYAML"); ok && kind.Kind() != reflect.Slice {
		return nil
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
		inner := shape(kind.Elem(), above)
		if inner == nil {
			return nil
		}
		return []any{inner}
	case reflect.Map:
		inner := shape(kind.Elem(), above)
		if inner == nil {
			return nil
		}
		return map[string]any{"*": inner}
	default:
		return nil
	}
}
