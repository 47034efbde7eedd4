// Command kubevuln ends its meter provider under the server's shutdown timeout, past a longer wait, as kubescape/kubevuln@0f9e48df does.
package main

import (
	"context"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.uber.org/zap"
)

const shutdownTimeout = 25 * time.Second

func main() {
	ctx := context.Background()
	logger := zap.Must(zap.NewProduction())

	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	m, err := newMetrics()
	if err != nil {
		logger.Fatal("no metrics", zap.Error(err))
	}
	c := newController(m)

	router := gin.New()
	router.Use(gin.Recovery())
	router.GET("/metrics", gin.WrapH(m.Handler()))
	router.POST("/scan", c.scan)

	srv := &http.Server{
		Addr:              ":8080",
		Handler:           router,
		ReadHeaderTimeout: 10 * time.Second,
	}
	go func() {
		if err := srv.ListenAndServe(); err != nil && err != http.ErrServerClosed {
			logger.Fatal("no router", zap.Error(err))
		}
	}()

	<-ctx.Done()

	stop()
	logger.Info("ends")

	srvCtx, srvCancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer srvCancel()
	if err := srv.Shutdown(srvCtx); err != nil {
		logger.Error("server", zap.Error(err))
	}

	c.Shutdown(shutdownTimeout)

	if err := m.Shutdown(srvCtx); err != nil {
		logger.Error("metrics", zap.Error(err))
	}
}

// controller has a queue of scans.
type controller struct {
	metrics *metrics
	queue   chan string
	stopped chan struct{}
}

func newController(m *metrics) *controller {
	c := &controller{m, make(chan string, 10), make(chan struct{})}
	go func() {
		defer close(c.stopped)
		for range c.queue {
			m.scans.Add(context.Background(), 1)
		}
	}()
	return c
}

func (c *controller) scan(ctx *gin.Context) { c.queue <- ctx.Query("image") }

// Shutdown waits for the scans that run.
func (c *controller) Shutdown(timeout time.Duration) {
	drained := make(chan struct{})
	go func() {
		close(c.queue)
		<-c.stopped
		close(drained)
	}()

	select {
	case <-drained:
	case <-time.After(timeout):
	}
}

type metrics struct {
	provider *sdkmetric.MeterProvider
	handler  http.Handler
	scans    metric.Int64Counter
}

func newMetrics() (*metrics, error) {
	registry := prometheus.NewRegistry()
	exporter, err := otelprom.New(
		otelprom.WithRegisterer(registry),
		otelprom.WithoutScopeInfo(),
	)
	if err != nil {
		return nil, err
	}
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(exporter))
	scans, err := provider.Meter("kubevuln").Int64Counter("scans_total")
	if err != nil {
		return nil, err
	}
	return &metrics{
		provider: provider,
		handler:  promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
		scans:    scans,
	}, nil
}

// Shutdown ends the provider.
func (m *metrics) Shutdown(ctx context.Context) error {
	return m.provider.Shutdown(ctx)
}

// Handler is scraped.
func (m *metrics) Handler() http.Handler { return m.handler }
