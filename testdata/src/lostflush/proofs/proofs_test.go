package proofs

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/prometheus/client_golang/prometheus/push"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"

	"obslint.test/lostflush/alike"
	"obslint.test/lostflush/app"
	"obslint.test/lostflush/atend"
	"obslint.test/lostflush/expired"
	"obslint.test/lostflush/exporter"
	"obslint.test/lostflush/handler"
	"obslint.test/lostflush/initer"
	"obslint.test/lostflush/kept"
	"obslint.test/lostflush/order"
	"obslint.test/lostflush/points"
	"obslint.test/lostflush/rpc"
	"obslint.test/lostflush/setup"
	"obslint.test/lostflush/sink"
	"obslint.test/lostflush/toolbox"
	"obslint.test/lostflush/twice"
	"obslint.test/lostflush/ways"
	"obslint.test/lostflush/writers"
	"obslint.test/proof"
)

// interrupted runs a program whose parent context is cancelled soon.
func interrupted(run func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	run(ctx)
	cancel()
}

// closed is a server whose ListenAndServe comes back after d.
func closed(d time.Duration) *http.Server {
	srv := &http.Server{Addr: "127.0.0.1:0"}
	time.AfterFunc(d, func() { srv.Close() })
	return srv
}

// spans is the number of spans that arrive from a program.
func spans(run func(exp *sink.Spans)) int64 {
	exp := new(sink.Spans)
	run(exp)
	return exp.N.Load()
}

func TestOver(t *testing.T) {
	for name, run := range map[string]func(context.Context, sdktrace.SpanExporter){
		"deferred": atend.Deferred,
		"inside":   atend.Inside,
		"select":   func(ctx context.Context, exp sdktrace.SpanExporter) { _ = atend.Select(ctx, exp, closed(time.Second)) },
		"fresh":    func(ctx context.Context, exp sdktrace.SpanExporter) { _ = atend.Fresh(ctx, exp) },
		"served":   func(ctx context.Context, exp sdktrace.SpanExporter) { _ = atend.Served(ctx, exp, closed(time.Second)) },
		"given": func(ctx context.Context, exp sdktrace.SpanExporter) {
			_ = atend.Given(func() context.Context { return ctx }, exp)
		},
		"fields": func(_ context.Context, exp sdktrace.SpanExporter) {
			s := atend.Open(exp)
			s.Work()
			_ = s.Stop()
		},
		"after": atend.After,
		"captured": func(_ context.Context, exp sdktrace.SpanExporter) {
			atend.Captured(exp, func(context.Context) error { return nil })
		},
		"joined":  func(ctx context.Context, exp sdktrace.SpanExporter) { _ = app.Joined(ctx, exp, new(sink.Metrics)) },
		"through": func(ctx context.Context, exp sdktrace.SpanExporter) { _ = app.Through(ctx, exp, new(sink.Metrics)) },
		"global":  func(ctx context.Context, exp sdktrace.SpanExporter) { _ = app.Global(ctx, exp) },
		"generic": func(ctx context.Context, exp sdktrace.SpanExporter) { _ = app.Generic(ctx, exp) },
		"failed":  func(ctx context.Context, exp sdktrace.SpanExporter) { _ = app.Failed(ctx, exp) },
		"counted": func(ctx context.Context, exp sdktrace.SpanExporter) {
			ways.Counted(ctx, exp, func(context.Context) {})
		},
		"collected": func(ctx context.Context, exp sdktrace.SpanExporter) { app.Collected(ctx, exp, new(sink.Metrics)) },
		"interface": toolbox.Interface,
		"value":     toolbox.Value,
		"service": func(_ context.Context, exp sdktrace.SpanExporter) {
			s := toolbox.NewService(exp)
			s.Work()
			_ = s.Close()
		},
		"setup": func(ctx context.Context, exp sdktrace.SpanExporter) {
			_ = toolbox.Serve(ctx, closed(time.Minute), &setup.Options{Logger: slog.New(slog.DiscardHandler)}, exp)
		},
		"elsewhere": func(ctx context.Context, exp sdktrace.SpanExporter) { _ = app.Returned(ctx, exp) },
	} {
		t.Run(name, func(t *testing.T) {
			proof.Run(t, "lostflush/over", int64(0), 1, func(*testing.T) int64 {
				return spans(func(exp *sink.Spans) {
					interrupted(func(ctx context.Context) { run(ctx, exp) })
				})
			})
		})
	}
	for name, run := range map[string]func(context.Context, sdktrace.SpanExporter){"closes": toolbox.Closes, "fresh value": toolbox.FreshValue} {
		t.Run(name, func(t *testing.T) {
			proof.LookAlike(t, "lostflush/over", int64(1), func(*testing.T) int64 {
				return spans(func(exp *sink.Spans) {
					interrupted(func(ctx context.Context) { run(ctx, exp) })
				})
			})
		})
	}
	t.Run("writers", func(t *testing.T) {
		proof.Run(t, "lostflush/over", int64(0), 1, func(t *testing.T) int64 {
			var n atomic.Int64
			gateway := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { n.Add(1) }))
			defer gateway.Close()
			d := writers.New([]writers.Writer{writers.NewPush(push.New(gateway.URL, "proofs"))}, time.Hour)
			d.Add("work")
			interrupted(func(ctx context.Context) { _ = d.Run(ctx) })
			return n.Load()
		})
	})
	t.Run("metrics", func(t *testing.T) {
		proof.Run(t, "lostflush/over", int64(0), 1, func(t *testing.T) int64 {
			exp := new(sink.Metrics)
			mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(exp)))
			counter, err := mp.Meter("proofs").Int64Counter("n")
			if err != nil {
				t.Fatal(err)
			}
			counter.Add(t.Context(), 1)
			atend.Cancelled(t.Context(), mp, func() {})
			return exp.N.Load()
		})
	})
	t.Run("processor", func(t *testing.T) {
		proof.Run(t, "lostflush/over", int64(0), 1, func(t *testing.T) int64 {
			exp := &sink.Spans{Takes: 200 * time.Millisecond}
			bsp := sdktrace.NewBatchSpanProcessor(exp)
			_, span := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(bsp)).Tracer("proofs").Start(t.Context(), "work")
			span.End()
			interrupted(func(ctx context.Context) { _ = atend.Processor(ctx, bsp) })
			return exp.N.Load()
		})
	})
	t.Run("logs", func(t *testing.T) {
		proof.Run(t, "lostflush/over", int64(0), 1, func(t *testing.T) int64 {
			exp := new(sink.Records)
			lp := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(exp)))
			var r log.Record
			r.SetEventName("lost?")
			lp.Logger("proofs").Emit(t.Context(), r)
			interrupted(func(ctx context.Context) { _ = atend.Logs(ctx, lp) })
			return exp.N.Load()
		})
	})
	t.Run("again", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/over", int64(1), func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				interrupted(func(ctx context.Context) { _ = alike.Again(ctx, exp) })
			})
		})
	})
	for name, run := range map[string]func(context.Context, sdktrace.SpanExporter) error{
		"detached": alike.Detached,
		"shadow":   func(ctx context.Context, exp sdktrace.SpanExporter) error { return <-alike.Shadow(ctx, exp) },
		"twice": func(ctx context.Context, exp sdktrace.SpanExporter) error {
			return twice.Explicit(ctx, exp, func() error { return nil })
		},
		"twice deferred": func(ctx context.Context, exp sdktrace.SpanExporter) error {
			twice.Deferred(ctx, exp)
			return nil
		},
		"handed": func(ctx context.Context, exp sdktrace.SpanExporter) error {
			return twice.Handed(ctx, exp, new(http.Server))
		},
		"renewed": func(ctx context.Context, exp sdktrace.SpanExporter) error {
			twice.Renewed(ctx, exp)
			return nil
		},
		"two ways": func(ctx context.Context, exp sdktrace.SpanExporter) error {
			done := make(chan struct{})
			close(done)
			return alike.TwoWays(context.WithoutCancel(ctx), exp, done)
		},
	} {
		t.Run(name, func(t *testing.T) {
			proof.LookAlike(t, "lostflush/over", int64(1), func(*testing.T) int64 {
				return spans(func(exp *sink.Spans) {
					interrupted(func(ctx context.Context) { _ = run(ctx, exp) })
				})
			})
		})
	}
	t.Run("exporter", func(t *testing.T) {
		// The real one: it has sent what it was given.
		proof.LookAlike(t, "lostflush/over", int64(1), func(t *testing.T) int64 {
			url, n := gateway(t)
			exp, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(url))
			if err != nil {
				t.Fatal(err)
			}
			interrupted(func(ctx context.Context) { _ = alike.Exporter(ctx, exp) })
			return n.Load()
		})
	})
	t.Run("synced", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/over", int64(1), func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				interrupted(func(ctx context.Context) { alike.Synced(ctx, exp) })
			})
		})
	})
	t.Run("later", func(t *testing.T) {
		// A ForceFlush that is cut leaves the spans to the Shutdown.
		proof.LookAlike(t, "lostflush/over", int64(1), func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				interrupted(func(ctx context.Context) { _ = alike.Later(ctx, exp) })
			})
		})
	})
}

func TestOrder(t *testing.T) {
	proof.Run(t, "lostflush/order", int64(0), 1, func(*testing.T) int64 {
		return spans(func(exp *sink.Spans) { order.Wrong(exp) })
	})
	proof.LookAlike(t, "lostflush/order", int64(1), func(*testing.T) int64 {
		return spans(func(exp *sink.Spans) { order.Right(exp) })
	})
	proof.Run(t, "lostflush/order", int64(0), 1, func(*testing.T) int64 {
		return spans(func(exp *sink.Spans) { order.Captured(exp, func(context.Context) {}) })
	})
	proof.LookAlike(t, "lostflush/order", int64(1), func(*testing.T) int64 {
		return spans(func(exp *sink.Spans) { order.Kept(exp, func(context.Context) {}) })
	})
}

func TestExpired(t *testing.T) {
	t.Run("serve", func(t *testing.T) {
		proof.Run(t, "lostflush/expired", int64(0), 1, func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) { _ = expired.Serve(exp, closed(400*time.Millisecond)) })
		})
	})
	t.Run("signal", func(t *testing.T) {
		proof.Run(t, "lostflush/expired", int64(0), 1, func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				sig := make(chan os.Signal)
				time.AfterFunc(400*time.Millisecond, func() { sig <- os.Interrupt })
				_ = expired.Signal(exp, sig)
			})
		})
	})
	t.Run("kept", func(t *testing.T) {
		proof.Run(t, "lostflush/expired", int64(0), 1, func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				l := kept.NewLimited(exp)
				l.Work()
				time.Sleep(400 * time.Millisecond)
				_ = l.Close()
			})
		})
	})
	t.Run("returned", func(t *testing.T) {
		proof.Run(t, "lostflush/expired", int64(0), 1, func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				shutdown := initer.Limited(exp)
				_, span := otel.Tracer("proofs").Start(context.Background(), "work")
				span.End()
				time.Sleep(400 * time.Millisecond)
				shutdown()
			})
		})
	})
}

// gateway counts what is pushed to it.
func gateway(t *testing.T) (url string, n *atomic.Int64) {
	n = new(atomic.Int64)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n.Add(1) }))
	t.Cleanup(srv.Close)
	return srv.URL, n
}

// served sends one request to h and gives what it left behind time to arrive.
func served(t *testing.T, h http.Handler, n *atomic.Int64) int64 {
	srv := httptest.NewServer(h)
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	time.Sleep(200 * time.Millisecond)
	return n.Load()
}

func TestScope(t *testing.T) {
	none := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	t.Run("middleware", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			// The goroutine starts to push when the handler is through.
			slowPushes(t)
			return served(t, handler.Middleware(url, none), n)
		})
	})
	t.Run("later", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			slowPushes(t)
			return served(t, http.HandlerFunc(handler.New(url).Later), n)
		})
	})
	t.Run("queued", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			slowPushes(t)
			return served(t, http.HandlerFunc(handler.New(url).Queued), n)
		})
	})
	t.Run("sent", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			slowPushes(t)
			later := &ways.Later{Pusher: push.New(url, "sent"), Queue: make(chan context.Context)}
			go later.Loop()
			return served(t, later, n)
		})
	})
	t.Run("rpc", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			slowPushes(t)
			lis, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			srv := grpc.NewServer()
			health.RegisterHealthServer(srv, &rpc.Server{Pusher: push.New(url, "job")})
			go srv.Serve(lis)
			defer srv.Stop()
			conn, err := grpc.NewClient(lis.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := health.NewHealthClient(conn).Check(t.Context(), new(health.HealthCheckRequest)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(200 * time.Millisecond)
			return n.Load()
		})
	})
	t.Run("by hand", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			return served(t, handler.ByHand(url), n)
		})
	})
	t.Run("returned", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(*testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				shutdown := initer.Dead(exp)
				_, span := otel.Tracer("proofs").Start(context.Background(), "work")
				span.End()
				_ = shutdown()
			})
		})
	})
	t.Run("kept", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				tel := kept.New(t.Context(), func(context.Context) sdktrace.SpanExporter { return exp })
				tel.Work()
				_ = tel.Close()
			})
		})
	})
	t.Run("kept from a request", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			slowPushes(t)
			return served(t, kept.NewPusher(url), n)
		})
	})
	t.Run("kept by a func", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			exp := new(sink.Metrics)
			var app kept.App
			mp := app.Metrics(t.Context(), exp)
			counter, err := mp.Meter("proofs").Int64Counter("n")
			if err != nil {
				t.Fatal(err)
			}
			counter.Add(t.Context(), 1)
			app.Close()
			return exp.N.Load()
		})
	})
	t.Run("kept by a constructor", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			_ = kept.Hold(t.Context(), url).Close()
			return n.Load()
		})
	})
	t.Run("by hand in a helper", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			url, n := gateway(t)
			return served(t, kept.ByHand(url), n)
		})
	})
	t.Run("here", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/scope", int64(1), func(t *testing.T) int64 {
			url, n := gateway(t)
			_ = kept.Here(t.Context(), url)
			return n.Load()
		})
	})
	influx := func(t *testing.T) (*points.Influx, *atomic.Int64) {
		url, n := gateway(t)
		client := influxdb2.NewClientWithOptions(url, "token", influxdb2.DefaultOptions().SetHTTPClient(&http.Client{Transport: delayed{http.DefaultTransport}}))
		return &points.Influx{WriteAPIBlocking: client.WriteAPIBlocking("org", "bucket")}, n
	}
	t.Run("influxdb", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			h, n := influx(t)
			return served(t, h, n)
		})
		proof.LookAlike(t, "lostflush/scope", int64(1), func(t *testing.T) int64 {
			h, n := influx(t)
			return served(t, http.HandlerFunc(h.Sync), n)
		})
	})
	watch := func(t *testing.T) (*points.Watch, *atomic.Int64) {
		url, n := gateway(t)
		return &points.Watch{Client: cloudwatch.New(cloudwatch.Options{
			Region:       "us-east-1",
			BaseEndpoint: aws.String(url),
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "key"}, nil
			}),
			HTTPClient:       &http.Client{Transport: delayed{http.DefaultTransport}},
			RetryMaxAttempts: 1,
		})}, n
	}
	t.Run("cloudwatch", func(t *testing.T) {
		proof.Run(t, "lostflush/scope", int64(0), 1, func(t *testing.T) int64 {
			h, n := watch(t)
			return served(t, h, n)
		})
		proof.LookAlike(t, "lostflush/scope", int64(1), func(t *testing.T) int64 {
			h, n := watch(t)
			return served(t, http.HandlerFunc(h.Sync), n)
		})
	})
	t.Run("article", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/scope", int64(1), func(t *testing.T) int64 {
			url, n := gateway(t)
			slowPushes(t)
			return served(t, handler.Article(url, none), n)
		})
	})
	t.Run("waited", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/scope", int64(1), func(t *testing.T) int64 {
			url, n := gateway(t)
			return served(t, http.HandlerFunc(handler.New(url).Waited), n)
		})
	})
}

// slowPushes makes what goes over the default transport, as pushes do, take
// longer than a handler.
func slowPushes(t *testing.T) {
	old := http.DefaultTransport
	http.DefaultTransport = delayed{old}
	t.Cleanup(func() { http.DefaultTransport = old })
}

// delayed holds pushes back for a moment.
type delayed struct{ http.RoundTripper }

func (d delayed) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return d.RoundTripper.RoundTrip(r)
}

func TestExporter(t *testing.T) {
	run := func(f func(context.Context, func() (sdktrace.SpanExporter, error)) error) func(*testing.T) int64 {
		return func(t *testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				if err := f(t.Context(), func() (sdktrace.SpanExporter, error) { return exp, nil }); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
	t.Run("alone", func(t *testing.T) { proof.Run(t, "lostflush/exporter", int64(0), 1, run(exporter.Alone)) })
	t.Run("first", func(t *testing.T) { proof.Run(t, "lostflush/exporter", int64(0), 1, run(exporter.First)) })
	t.Run("fields", func(t *testing.T) {
		proof.Run(t, "lostflush/exporter", int64(0), 1, func(t *testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				tel, err := exporter.New(func() (sdktrace.SpanExporter, error) { return exp, nil })
				if err != nil {
					t.Fatal(err)
				}
				_, span := tel.Tracer().Start(t.Context(), "work")
				span.End()
				_ = tel.Close(t.Context())
			})
		})
	})
	t.Run("guarded", func(t *testing.T) {
		proof.Run(t, "lostflush/exporter", int64(0), 1, func(t *testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				tel, err := exporter.NewGuarded(func() (sdktrace.SpanExporter, error) { return exp, nil })
				if err != nil {
					t.Fatal(err)
				}
				_, span := tel.Tracer().Start(t.Context(), "work")
				span.End()
				tel.Close(t.Context())
			})
		})
	})
	t.Run("built", func(t *testing.T) {
		proof.Run(t, "lostflush/exporter", int64(0), 1, func(t *testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				tp, shutdown, err := exporter.Build(func() (sdktrace.SpanExporter, error) { return exp, nil })
				if err != nil {
					t.Fatal(err)
				}
				_, span := tp.Tracer("proofs").Start(t.Context(), "work")
				span.End()
				_ = shutdown(t.Context())
			})
		})
	})
	handed := func(build func(context.Context, func() (sdktrace.SpanExporter, error)) (*sdktrace.TracerProvider, error)) func(*testing.T) int64 {
		return func(t *testing.T) int64 {
			return spans(func(exp *sink.Spans) {
				tp, err := build(t.Context(), func() (sdktrace.SpanExporter, error) { return exp, nil })
				if err != nil {
					t.Fatal(err)
				}
				_, span := tp.Tracer("proofs").Start(t.Context(), "work")
				span.End()
				_ = tp.Shutdown(t.Context())
			})
		}
	}
	t.Run("handed", func(t *testing.T) {
		proof.Run(t, "lostflush/exporter", int64(0), 1, handed(exporter.Handed))
	})
	t.Run("handed or not", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/exporter", int64(1), handed(func(ctx context.Context, exp func() (sdktrace.SpanExporter, error)) (*sdktrace.TracerProvider, error) {
			return exporter.HandedOrNot(ctx, exp, func() error { return nil })
		}))
	})
	t.Run("after", func(t *testing.T) { proof.LookAlike(t, "lostflush/exporter", int64(1), run(exporter.After)) })
	t.Run("synced", func(t *testing.T) { proof.LookAlike(t, "lostflush/exporter", int64(1), run(exporter.Synced)) })
}

func TestExit(t *testing.T) {
	proof.Run(t, "lostflush/exit", false, true, func(t *testing.T) bool {
		out, status := proof.Main(t, "obslint.test/lostflush/exitmain")
		if status != 1 {
			t.Fatalf("status %d: %s", status, out)
		}
		return strings.Contains(out, "only-span")
	})
	t.Run("command", func(t *testing.T) {
		proof.Run(t, "lostflush/exit", false, true, func(t *testing.T) bool {
			out, status := proof.Main(t, "obslint.test/lostflush/command")
			if status != 1 {
				t.Fatalf("status %d: %s", status, out)
			}
			return strings.Contains(out, "only-span")
		})
	})
	commands := func(args ...string) func(*testing.T) bool {
		return func(t *testing.T) bool {
			out, status := proof.Main(t, "obslint.test/lostflush/commands", args...)
			if status != 1 {
				t.Fatalf("status %d: %s", status, out)
			}
			return strings.Contains(out, "only-span")
		}
	}
	t.Run("commands", func(t *testing.T) { proof.Run(t, "lostflush/exit", false, true, commands()) })
	t.Run("commands that come back", func(t *testing.T) {
		proof.LookAlike(t, "lostflush/exit", true, commands("right"))
	})
	for _, way := range []string{"deferred", "helper", "goroutine", "recovered", "logged", "logged by zerolog"} {
		t.Run(way, func(t *testing.T) {
			proof.Run(t, "lostflush/exit", false, true, arrives("exitways", way))
		})
	}
	for _, way := range []string{"before", "last"} {
		t.Run(way, func(t *testing.T) {
			proof.LookAlike(t, "lostflush/exit", true, arrives("exitways", way))
		})
	}
	for _, way := range []string{"ends", "group", "channel"} {
		t.Run(way, func(t *testing.T) {
			proof.Run(t, "lostflush/exit", false, true, arrives("exitends", way))
		})
	}
	for _, way := range []string{"flushes", "hooked"} {
		t.Run(way, func(t *testing.T) {
			proof.LookAlike(t, "lostflush/exit", true, arrives("exitends", way))
		})
	}
}

// arrives runs a command of the cases, which must fail, and reports whether its
// span arrives.
func arrives(command, way string) func(*testing.T) bool {
	return func(t *testing.T) bool {
		out, status := proof.Main(t, "obslint.test/lostflush/"+command, strings.Fields(way)...)
		if status == 0 {
			t.Fatalf("status %d: %s", status, out)
		}
		return strings.Contains(out, "only-span")
	}
}
