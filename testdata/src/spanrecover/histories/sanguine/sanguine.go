// Package sanguine starts a span in getFee and never ends it, as synapsecns/sanguine@288311d5 does.
package sanguine

import (
	"context"
	"fmt"
	"math/big"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// A Handler has the tracer.
type Handler interface {
	Tracer() trace.Tracer
}

// A Config has what a token costs.
type Config interface {
	GetNativeToken(chain uint32) (string, error)
	GetTokenDecimals(chain uint32, token string) (uint8, error)
	GetFixedFeeMultiplier() float64
	GetPrices() map[string]float64
}

// A FeePricer has the fees.
type FeePricer interface {
	GetOriginFee(ctx context.Context, origin uint32, token string) (*big.Int, error)
	GetGasPrice(ctx context.Context, chain uint32) (*big.Int, error)
}

type feePricer struct {
	config  Config
	gas     map[uint32]*big.Int
	handler Handler
}

// NewFeePricer returns one.
func NewFeePricer(config Config, gas map[uint32]*big.Int, handler Handler) FeePricer {
	return &feePricer{config: config, gas: gas, handler: handler}
}

var nativeDecimalsFactor = new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil)

// GetOriginFee is the fee on the first chain.
func (f *feePricer) GetOriginFee(ctx context.Context, origin uint32, token string) (*big.Int, error) {
	return f.getFee(ctx, origin, origin, 100, token)
}

func (f *feePricer) getFee(parentCtx context.Context, gasChain, denomChain uint32, gasEstimate int, denomToken string) (*big.Int, error) {
	ctx, span := f.handler.Tracer().Start(parentCtx, "getFee", trace.WithAttributes(
		attribute.Int("gas_chain", int(gasChain)),
		attribute.Int("denom_chain", int(denomChain)),
		attribute.Int("gas_estimate", gasEstimate),
		attribute.String("denom_token", denomToken),
	))

	gasPrice, err := f.GetGasPrice(ctx, gasChain)
	if err != nil {
		return nil, err
	}
	nativeToken, err := f.config.GetNativeToken(gasChain)
	if err != nil {
		return nil, err
	}
	nativeTokenPrice, err := f.getTokenPrice(ctx, nativeToken)
	if err != nil {
		return nil, err
	}
	decimals, err := f.config.GetTokenDecimals(denomChain, denomToken)
	if err != nil {
		return nil, err
	}
	factor := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)

	feeWei := new(big.Float).Mul(new(big.Float).SetInt(gasPrice), new(big.Float).SetFloat64(float64(gasEstimate)))
	feeEth := new(big.Float).Quo(feeWei, new(big.Float).SetInt(nativeDecimalsFactor))
	feeUSD := new(big.Float).Mul(feeEth, new(big.Float).SetFloat64(nativeTokenPrice))
	feeDecimals := new(big.Float).Mul(feeUSD, new(big.Float).SetInt(factor))
	scaled, _ := new(big.Float).Mul(feeDecimals, new(big.Float).SetFloat64(f.config.GetFixedFeeMultiplier())).Int(nil)
	span.SetAttributes(
		attribute.String("gas_price", gasPrice.String()),
		attribute.Float64("native_token_price", nativeTokenPrice),
		attribute.Int("denom_token_decimals", int(decimals)),
		attribute.String("fee_scaled", scaled.String()),
	)
	return scaled, nil
}

// GetGasPrice is what gas costs on a chain.
func (f *feePricer) GetGasPrice(_ context.Context, chain uint32) (*big.Int, error) {
	price, ok := f.gas[chain]
	if !ok {
		return nil, fmt.Errorf("no gas price of chain %d", chain)
	}
	return price, nil
}

func (f *feePricer) getTokenPrice(_ context.Context, token string) (float64, error) {
	for name, price := range f.config.GetPrices() {
		if token == name {
			return price, nil
		}
	}
	return 0, fmt.Errorf("no price of token %s", token)
}
