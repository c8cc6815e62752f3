"""Layers of networks as questions: what is learnt with them is checked in several rooms."""

WHERE = {
    "affine": {"X": "m×n", "W": "n×p", "b": "p"},
    "attention of one query": {"u": "n", "K": "q×n", "V": "q×p"},
    "attention": {"Q": "m×n", "K": "q×n", "V": "q×p"},
    "layer norm": {"x": "n", "w": "n", "b": "n", "e": "scalar"},
    "layer norm of rows": {"X": "m×n", "w": "n", "b": "n", "e": "scalar"},
    "batch norm": {"X": "m×n", "w": "n", "b": "n", "e": "scalar"},
    "cross-entropy": {"X": "m×n", "W": "n×p", "b": "p", "Y": "m×p probability"},
    "rms norm": {"x": "n", "w": "n", "e": "scalar"},
    "lstm cell": {"c": "n", "u": "n", "v": "n", "w": "n"},
    "gru": {"h": "n", "x": "n", "W": "n×n", "V": "n×n", "U": "n×n"},
    "swiglu": {"x": "n", "W": "m×n", "U": "m×n", "V": "n×m"},
    "solve": {"A": "n×n", "B": "n×p"},
    "low rank": {"x": "n", "W": "m×n", "B": "m×p", "A": "p×n"},
}
LAYERS = {
    "affine": ("tanh(X @ W + b)", "X,W,b"),
    "attention of one query": ("V.T @ softmax(K @ u/sqrt(n))", "u,K,V"),
    "attention": ("softmax(Q @ K.T/sqrt(n), axis=1) @ V", "Q,K,V"),
    "layer norm": ("w*(x - mean(x))/sqrt(mean((x - mean(x))**2) + e) + b", "x,w,b"),
    "layer norm of rows": (
        "w*(X - mean(X, axis=1, keepdims=True))/sqrt(var(X, axis=1, keepdims=True) + e) + b",
        "X,w,b",
    ),
    "batch norm": ("w*(X - mean(X, axis=0))/sqrt(var(X, axis=0) + e) + b", "X,w,b"),
    "cross-entropy": ("-sum(Y*log_softmax(X @ W + b, axis=1))/m", "X,W,b"),
    "rms norm": ("w*x/sqrt(mean(x**2) + e)", "x,w"),
    "lstm cell": ("sigmoid(u)*c + sigmoid(v)*tanh(w)", "c,u,v,w"),
    "gru": ("(1 - sigmoid(W @ h))*h + sigmoid(W @ h)*tanh(U @ (sigmoid(V @ h)*h) + x)", "h,W,V,U,x"),
    "swiglu": ("V @ (silu(W @ x)*(U @ x))", "x,W,U,V"),
    "solve": ("inv(A) @ B", "A,B"),
    "low rank": ("W @ x + B @ A @ x", "x,B,A"),
}
_NORM = "w*(x - {0}.mean(x))/{0}.sqrt({0}.mean((x - {0}.mean(x))**2) + e) + b"
_RMS = "w*x/{0}.sqrt({0}.mean(x**2) + e)"
PLAIN = {
    "affine": {"torch": "torch.tanh(X @ W + b)", "jax": "jnp.tanh(X @ W + b)"},
    "attention of one query": {
        "torch": "V.T @ torch.softmax(K @ u/K.shape[1]**0.5, 0)",
        "jax": "V.T @ jax.nn.softmax(K @ u/K.shape[1]**0.5)",
    },
    "attention": {
        "torch": "torch.softmax(Q @ K.T/Q.shape[1]**0.5, 1) @ V",
        "jax": "jax.nn.softmax(Q @ K.T/Q.shape[1]**0.5, axis=1) @ V",
    },
    "layer norm": {"torch": _NORM.format("torch"), "jax": _NORM.format("jnp")},
    "layer norm of rows": {
        "torch": "w*(X - X.mean(1, keepdim=True))/torch.sqrt(X.var(1, keepdim=True, unbiased=False) + e) + b",
        "jax": "w*(X - X.mean(1, keepdims=True))/jnp.sqrt(X.var(1, keepdims=True) + e) + b",
    },
    "batch norm": {
        "torch": "w*(X - X.mean(0))/torch.sqrt(X.var(0, unbiased=False) + e) + b",
        "jax": "w*(X - X.mean(0))/jnp.sqrt(X.var(0) + e) + b",
    },
    "cross-entropy": {
        "torch": "-(Y*torch.log_softmax(X @ W + b, 1)).sum()/X.shape[0]",
        "jax": "-(Y*jax.nn.log_softmax(X @ W + b, axis=1)).sum()/X.shape[0]",
    },
    "rms norm": {"torch": _RMS.format("torch"), "jax": _RMS.format("jnp")},
    "lstm cell": {
        "torch": "torch.sigmoid(u)*c + torch.sigmoid(v)*torch.tanh(w)",
        "jax": "jax.nn.sigmoid(u)*c + jax.nn.sigmoid(v)*jnp.tanh(w)",
    },
    "gru": {
        "torch": "(1 - torch.sigmoid(W @ h))*h + torch.sigmoid(W @ h)*torch.tanh(U @ (torch.sigmoid(V @ h)*h) + x)",
        "jax": "(1 - jax.nn.sigmoid(W @ h))*h + jax.nn.sigmoid(W @ h)*jnp.tanh(U @ (jax.nn.sigmoid(V @ h)*h) + x)",
    },
    "swiglu": {
        "torch": "V @ (torch.nn.functional.silu(W @ x)*(U @ x))",
        "jax": "V @ (jax.nn.silu(W @ x)*(U @ x))",
    },
    "solve": {"torch": "torch.linalg.solve(A, B)", "jax": "jnp.linalg.solve(A, B)"},
    "low rank": {"torch": "W @ x + B @ (A @ x)", "jax": "W @ x + B @ (A @ x)"},
}
"""The forward code that somebody would write by hand, for PyTorch and for JAX."""
