"""nn.LSTM over a sequence, forward and backward: gradients of the input and of all weights.

    echo '{"times": 3}' | python lstm.py '{"width": 512, "batch": 32, "time": 20}'
"""

import json
import sys
from types import SimpleNamespace

import torch
from torch import nn

from serve import serve


def main():
    o = SimpleNamespace(**json.loads(sys.argv[1]))
    torch.manual_seed(0)
    layer = nn.LSTM(o.width, o.width)
    x = torch.randn(o.time, o.batch, o.width, requires_grad=True)
    dy = torch.randn(o.time, o.batch, o.width)

    def run():
        layer.zero_grad(set_to_none=True)
        x.grad = None
        layer(x)[0].backward(dy)

    serve(run)


if __name__ == "__main__":
    main()
