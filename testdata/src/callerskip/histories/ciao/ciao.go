// Package ciao has ciao-project/ciao@4e2cb0c1's functions around glog, which put a prefix before the format and no depth: every entry names their lines.
package ciao

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/golang/glog"
)

func debugf(format string, args ...interface{}) {
	glog.V(2).Infof("ciao-cli DEBUG: "+format, args...) // want `entries of debugf name this line, not its caller; log with the function's Depth form and 1`
}

func infof(format string, args ...interface{}) {
	glog.V(1).Infof("ciao-cli INFO: "+format, args...) // want `entries of infof name this line, not its caller; log with the function's Depth form and 1`
}

func warningf(format string, args ...interface{}) {
	glog.Warningf("ciao-cli WARNING: "+format, args...) // want `entries of warningf name this line, not its caller; log with the function's Depth form and 1`
}

func errorf(format string, args ...interface{}) {
	glog.Errorf("ciao-cli ERROR: "+format, args...) // want `entries of errorf name this line, not its caller; log with the function's Depth form and 1`
}

func fatalf(format string, args ...interface{}) {
	glog.Fatalf("ciao-cli FATAL: "+format, args...) // want `entries of fatalf name this line, not its caller; log with the function's Depth form and 1`
	os.Exit(1)
}

type queryValue struct {
	name, value string
}

func sendHTTPRequest(method, url string, values []queryValue, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequest(method, os.ExpandEnv(url), body)
	if err != nil {
		return nil, err
	}

	infof("Sending %s %s\n", method, url)

	if values != nil {
		v := req.URL.Query()
		for _, value := range values {
			infof("Adding URL query %s=%s\n", value.name, value.value)
			v.Add(value.name, value.value)
		}
		req.URL.RawQuery = v.Encode()
	}

	warningf("Skipping TLS verification\n")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		errorf("Could not send HTTP request %s\n", err)
		return nil, err
	}

	infof("Got HTTP response (status %s)\n", resp.Status)
	if resp.StatusCode >= http.StatusBadRequest {
		return resp, fmt.Errorf("HTTP Error [%d] for [%s %s]", resp.StatusCode, method, url)
	}
	return resp, nil
}

func ListNodes(controller string) {
	if controller == "" {
		fatalf("Missing required Ciao controller URL\n")
	}
	resp, err := sendHTTPRequest("GET", controller+"/nodes", []queryValue{{"limit", "10"}}, nil)
	if err != nil {
		fatalf("%s", err)
	}
	defer resp.Body.Close()
	debugf("Nodes of %s\n", controller)
}
