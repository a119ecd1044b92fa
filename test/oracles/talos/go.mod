module oracle/talos

go 1.26.0
