"""Typed functions: a small grammar, its tree, gradients and surfaces."""
