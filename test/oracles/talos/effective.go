package main

import (
	"encoding"
	"fmt"
	"reflect"

	"github.com/siderolabs/talos/pkg/machinery/config"
)

// What a configuration means to Talos: every accessor of its Config interface, called. The walk goes by interfaces, so
// documents that say the same in another place, or in another dialect, give the same values here.
func effective(provider config.Config) map[string]any {
	kind := reflect.TypeOf((*config.Config)(nil)).Elem()
	found, _ := answers(reflect.ValueOf(provider), kind, 0).(map[string]any)
	return found
}

const deepest = 12

// The methods that are named in the interface, not all that the type behind it has.
func answers(value reflect.Value, kind reflect.Type, depth int) any {
	if depth > deepest {
		return "(too deep)"
	}
	out := map[string]any{}
	for i := range kind.NumMethod() {
		method := kind.Method(i)
		if method.Type.NumIn() != 0 || method.Type.NumOut() == 0 {
			continue
		}
		out[method.Name] = call(value, method.Name, depth)
	}
	// Volumes and disk encryption are looked up by name.
	for _, name := range []string{"Get", "ByName"} {
		method, ok := kind.MethodByName(name)
		if !ok || method.Type.NumIn() != 1 || method.Type.In(0).Kind() != reflect.String {
			continue
		}
		for _, volume := range []string{"STATE", "EPHEMERAL", "IMAGECACHE"} {
			out[volume] = call(value, name, depth, reflect.ValueOf(volume))
		}
	}
	return out
}

func call(value reflect.Value, name string, depth int, in ...reflect.Value) (given any) {
	defer func() {
		if problem := recover(); problem != nil {
			given = fmt.Sprintf("(panic: %v)", problem)
		}
	}()
	results := value.MethodByName(name).Call(in)
	if last := results[len(results)-1]; len(results) > 1 && last.Type() == reflect.TypeOf((*error)(nil)).Elem() {
		if !last.IsNil() {
			return fmt.Sprintf("(error: %v)", last.Interface())
		}
		results = results[:len(results)-1]
	}
	if len(results) == 2 && results[1].Kind() == reflect.Bool && !results[1].Bool() {
		return nil
	}
	return plain(results[0], depth+1)
}

// A value as JSON would have it.
func plain(value reflect.Value, depth int) any {
	if depth > deepest {
		return "(too deep)"
	}
	switch value.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice:
		if value.IsNil() {
			return nil
		}
	}
	if value.CanInterface() {
		switch known := value.Interface().(type) {
		case encoding.TextMarshaler:
			text, err := known.MarshalText()
			if err == nil {
				return string(text)
			}
		case interface{ IsEnum() }:
			return fmt.Sprint(known)
		}
	}
	// optional.Optional keeps its value to itself.
	if present := value.MethodByName("IsPresent"); present.IsValid() && value.Kind() == reflect.Struct {
		if !present.Call(nil)[0].Bool() {
			return nil
		}
		return plain(value.MethodByName("ValueOrZero").Call(nil)[0], depth+1)
	}
	switch value.Kind() {
	case reflect.Interface:
		if kind := value.Type(); kind.NumMethod() > 0 {
			return answers(value.Elem(), kind, depth)
		}
		return plain(value.Elem(), depth)
	case reflect.Pointer:
		if named, ok := value.Interface().(fmt.Stringer); ok {
			return named.String()
		}
		return plain(value.Elem(), depth)
	case reflect.Slice, reflect.Array:
		if bytes, ok := value.Interface().([]byte); ok {
			return string(bytes)
		}
		out := []any{}
		for i := range value.Len() {
			out = append(out, plain(value.Index(i), depth+1))
		}
		return out
	case reflect.Map:
		out := map[string]any{}
		for _, key := range value.MapKeys() {
			out[fmt.Sprint(key.Interface())] = plain(value.MapIndex(key), depth+1)
		}
		return out
	case reflect.Struct:
		if named, ok := value.Interface().(fmt.Stringer); ok {
			return named.String()
		}
		out := map[string]any{}
		for i := range value.NumField() {
			if field := value.Type().Field(i); field.IsExported() {
				out[field.Name] = plain(value.Field(i), depth+1)
			}
		}
		return out
	case reflect.Func, reflect.Chan:
		return nil
	default:
		if named, ok := value.Interface().(fmt.Stringer); ok {
			return named.String()
		}
		return value.Interface()
	}
}
