// Package libs imports the libraries that the rows of obslint speak of, so that
// the module of cases requires them all, each at one version.
package libs

import (
	_ "github.com/DataDog/dd-trace-go/v2/ddtrace/mocktracer"
	_ "github.com/go-logr/logr/funcr"
	_ "github.com/go-logr/stdr"
	_ "github.com/go-logr/zapr"
	_ "github.com/opentracing/opentracing-go/mocktracer"
	_ "github.com/panjf2000/ants/v2"
	_ "github.com/prometheus/client_golang/prometheus/collectors"
	_ "github.com/prometheus/client_golang/prometheus/promauto"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/prometheus/client_golang/prometheus/push"
	_ "github.com/rs/zerolog/log"
	_ "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	_ "go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	_ "go.opentelemetry.io/otel/exporters/prometheus"
	_ "go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	_ "go.opentelemetry.io/otel/sdk/log"
	_ "go.opentelemetry.io/otel/sdk/metric"
	_ "go.opentelemetry.io/otel/sdk/trace/tracetest"
	_ "go.uber.org/zap/exp/zapslog"
	_ "go.uber.org/zap/zapgrpc"
	_ "go.uber.org/zap/zaptest/observer"
	_ "golang.org/x/sync/errgroup"
	_ "google.golang.org/grpc"
	_ "google.golang.org/protobuf/proto"
	_ "gopkg.in/yaml.v3"
	_ "k8s.io/klog/v2"
)
