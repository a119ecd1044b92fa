package main

import (
	"bytes"
	"crypto/tls"
	stdx509 "crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"time"

	"github.com/siderolabs/crypto/x509"
	clientconfig "github.com/siderolabs/talos/pkg/machinery/client/config"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/role"
	"go.yaml.in/yaml/v4"
)

// givenBundle reads a bundle as secrets.LoadBundle does, lets Talos validate it, and signs with each of its authorities.
func givenBundle(text string, contract *config.VersionContract) (*secrets.Bundle, error) {
	given := &secrets.Bundle{Clock: secrets.NewClock()}
	if err := yaml.Unmarshal([]byte(text), given); err != nil {
		return nil, err
	}
	// Validate takes the contract since 1.14.
	var invalid error
	switch judge := any(given).(type) {
	case interface{ Validate() error }:
		invalid = judge.Validate()
	case interface {
		Validate(*config.VersionContract) error
	}:
		invalid = judge.Validate(contract)
	}
	if invalid != nil {
		return nil, invalid
	}
	for name, authority := range map[string]*x509.PEMEncodedCertificateAndKey{
		"os": given.Certs.OS, "k8s": given.Certs.K8s, "etcd": given.Certs.Etcd, "k8saggregator": given.Certs.K8sAggregator,
	} {
		if err := signs(authority); err != nil {
			return nil, fmt.Errorf("certs.%s: %w", name, err)
		}
	}
	if _, err := given.Certs.K8sServiceAccount.GetKey(); err != nil {
		return nil, err
	}
	admin, err := given.GenerateTalosAPIClientCertificate(role.MakeSet(role.Admin))
	if err != nil {
		return nil, err
	}
	return given, chains(admin.Crt, given.Certs.OS.Crt)
}

func signs(authority *x509.PEMEncodedCertificateAndKey) error {
	own, err := x509.NewCertificateAuthorityFromCertificateAndKey(authority)
	if err != nil {
		return err
	}
	if err := own.Crt.CheckSignatureFrom(own.Crt); err != nil {
		return err
	}
	if left := time.Until(own.Crt.NotAfter); left < 87000*time.Hour {
		return fmt.Errorf("ends in %s", left)
	}
	pair, err := x509.NewKeyPair(own, x509.CommonName("test"), x509.NotAfter(time.Now().Add(time.Hour)), x509.NotBefore(time.Now()))
	if err != nil {
		return err
	}
	return chains(pair.CrtPEM, authority.Crt)
}

func chains(leaf, authority []byte) error {
	block, _ := pem.Decode(leaf)
	parsed, err := stdx509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	roots := stdx509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return fmt.Errorf("no certificate")
	}
	_, err = parsed.Verify(stdx509.VerifyOptions{Roots: roots, KeyUsages: []stdx509.ExtKeyUsage{stdx509.ExtKeyUsageClientAuth}})
	return err
}

// clientRoles reads a talosconfig as talosctl does, joins certificate and key as its TLS client does, and gives the roles
// that Talos' API takes from the certificate.
func clientRoles(text string, made *secrets.Bundle) ([]string, error) {
	given, err := clientconfig.FromString(text)
	if err != nil {
		return nil, err
	}
	context, ok := given.Contexts[given.Context]
	if !ok {
		return nil, fmt.Errorf("no context %q", given.Context)
	}
	var decoded [3][]byte
	for at, value := range []string{context.CA, context.Crt, context.Key} {
		if decoded[at], err = base64.StdEncoding.DecodeString(value); err != nil {
			return nil, err
		}
	}
	if !bytes.Equal(decoded[0], made.Certs.OS.Crt) {
		return nil, fmt.Errorf("it has another authority than the bundle")
	}
	pair, err := tls.X509KeyPair(decoded[1], decoded[2])
	if err != nil {
		return nil, err
	}
	if err := chains(decoded[1], decoded[0]); err != nil {
		return nil, err
	}
	leaf, err := stdx509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, err
	}
	roles, unknown := role.Parse(leaf.Subject.Organization)
	if len(unknown) > 0 {
		return nil, fmt.Errorf("unknown roles %v", unknown)
	}
	return roles.Strings(), nil
}
