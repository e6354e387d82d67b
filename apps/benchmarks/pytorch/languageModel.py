"""The LSTM-MoE language model of apps/lm in PyTorch, as a careful user would write it for a CPU.

Embedding, dropout; LSTM, mixture (noisy top-k gate, importance and load losses, feed-forward experts, sigmoid), LSTM,
each with dropout and a residual; softmax over the vocabulary; clipping by global norm; fused Adam. Experts are applied
to tokens that are sorted by expert. The same words, first values of the same distributions.

    echo '{"times": 3}' | python languageModel.py \
      '{"width": 128, "hidden": 256, "experts": 16, "k": 4, "vocabulary": 10000, "batch": 32, "time": 20}'
"""

import json
import math
import sys
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F

from serve import serve


class Gate(nn.Module):
    """Noisy top-k, and 0.1 · CV(importance)² + 0.1 · CV(load)²."""

    def __init__(self, width, experts, k):
        super().__init__()
        self.k = k
        self.clean = nn.Parameter(torch.zeros(width, experts))
        self.noise = nn.Parameter(torch.zeros(width, experts))

    def forward(self, x):
        clean = x @ self.clean
        std = F.softplus(x @ self.noise) + 1e-2
        noisy = clean + torch.randn_like(clean) * std
        top, index = noisy.topk(self.k + 1, dim=1)
        weight = top[:, : self.k].softmax(1)
        chosen = index[:, : self.k]
        inside = torch.zeros_like(noisy, dtype=torch.bool).scatter_(1, chosen, True)
        threshold = torch.where(inside, top[:, self.k :], top[:, self.k - 1 : self.k])
        load = (0.5 * (1 + torch.erf((clean - threshold) / std / math.sqrt(2)))).sum(0)
        importance = torch.zeros(noisy.shape[1]).index_add(0, chosen.flatten(), weight.flatten())
        return chosen, weight, 0.1 * cv_squared(importance) + 0.1 * cv_squared(load)


def cv_squared(x):
    return x.var(unbiased=False) / (x.mean() ** 2 + 1e-10)


class Rows(torch.autograd.Function):
    """x[token]; each token has k slots, so that its gradient is a sum of k rows, without a scatter."""

    @staticmethod
    def forward(ctx, x, token, slot, k):
        ctx.slot, ctx.k = slot, k
        return x.index_select(0, token)

    @staticmethod
    def backward(ctx, dy):
        return dy.index_select(0, ctx.slot).view(-1, ctx.k, dy.shape[1]).sum(1), None, None, None


class Permuted(torch.autograd.Function):
    """rows[slot], for a permutation: its gradient is the inverse permutation."""

    @staticmethod
    def forward(ctx, rows, slot, order):
        ctx.order = order
        return rows.index_select(0, slot)

    @staticmethod
    def backward(ctx, dy):
        return dy.index_select(0, ctx.order), None, None


class Mixture(nn.Module):
    def __init__(self, width, hidden, experts, k):
        super().__init__()
        self.gate = Gate(width, experts, k)
        self.first = nn.ParameterList(nn.Parameter(uniform(width, hidden, math.sqrt(2))) for _ in range(experts))
        self.second = nn.ParameterList(nn.Parameter(uniform(hidden, width, 1)) for _ in range(experts))

    def forward(self, x):
        chosen, weight, loss = self.gate(x)
        k = chosen.shape[1]
        expert = chosen.flatten()
        order = expert.argsort(stable=True)
        slot = order.argsort()
        counts = expert.bincount(minlength=len(self.first)).tolist()
        rows = Rows.apply(x, order // k, slot, k).split(counts)
        parts = [F.relu(part @ a) @ b for part, a, b in zip(rows, self.first, self.second) if len(part) > 0]
        back = Permuted.apply(torch.cat(parts), slot, order).view(*chosen.shape, -1)
        return (back * weight[:, :, None]).sum(1), loss


def uniform(rows, columns, gain):
    return torch.empty(rows, columns).uniform_(-1, 1) * gain * math.sqrt(3 / rows)


def lstm(width):
    """With one bias, as ours: the second stays at zero. The forget gate's starts at one."""
    layer = nn.LSTM(width, width)
    with torch.no_grad():
        layer.bias_ih_l0.zero_()[width : 2 * width].fill_(1)
        layer.bias_hh_l0.zero_()
    layer.bias_hh_l0.requires_grad_(False)
    return layer


class LanguageModel(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.embedding = nn.Embedding(o.vocabulary, o.width)
        self.below = lstm(o.width)
        self.mixture = Mixture(o.width, o.hidden, o.experts, o.k)
        self.above = lstm(o.width)
        self.softmax = nn.Linear(o.width, o.vocabulary)
        self.dropout = nn.Dropout(0.1)
        nn.init.normal_(self.embedding.weight, std=1 / math.sqrt(o.width))
        nn.init.normal_(self.softmax.weight, std=0.5 / math.sqrt(o.width))
        nn.init.zeros_(self.softmax.bias)

    def forward(self, ids, states):
        x = self.dropout(self.embedding(ids))
        y, below = self.below(x, states[0])
        x = x + self.dropout(y)
        y, loss = self.mixture(x.flatten(0, 1))
        x = x + self.dropout(y.sigmoid().view_as(x))
        y, above = self.above(x, states[1])
        x = x + self.dropout(y)
        return self.softmax(x.flatten(0, 1)), loss, (below, above)


def draw_words(vocabulary, count):
    """Frequent words and rare ones, without a pattern; as drawWords of src/contenders/drawWords.ts."""
    hashes = torch.arange(count, dtype=torch.int64) * 2654435761 % 2**32
    return (vocabulary * (hashes.double() / 2**32) ** 3).long()


def windows(o):
    """Ids [time + 1, batch] for each step: `batch` streams that are read side by side."""
    streams = draw_words(o.vocabulary, 50 * o.batch * o.time + 1)[:-1].view(o.batch, -1).T
    step = 0
    while True:
        start = step % 49 * o.time
        yield streams[start : start + o.time + 1]
        step += 1


def main():
    o = SimpleNamespace(**json.loads(sys.argv[1]))
    torch.manual_seed(0)
    model = LanguageModel(o)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=1e-3, fused=True)
    zero = lambda: tuple(torch.zeros(1, o.batch, o.width) for _ in range(2))
    now = {"states": (zero(), zero()), "loss": math.nan}
    words = windows(o)

    def run():
        ids = next(words)
        logits, balance, after = model(ids[:-1], now["states"])
        loss = F.cross_entropy(logits, ids[1:].flatten())
        optimizer.zero_grad(set_to_none=True)
        (loss + balance).backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        now["states"] = tuple(tuple(s.detach() for s in state) for state in after)
        now["loss"] = loss.item()

    serve(run, lambda: {"loss": now["loss"]})


if __name__ == "__main__":
    main()
