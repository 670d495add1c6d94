"""An engine whose workers are no processes: they answer when they are to, and note what they were told."""

from __future__ import annotations

from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.engine.report import Report
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

DOCUMENT = Experiment()
BEGINNING = StartRequest(DOCUMENT, RunControl(), Watch())


class PretendedWorker:
    """A transport whose worker answers, when it is to, that its runs do as ``condition`` says.

    Implements ``Transport``.
    """

    node, resident_bytes = None, 0

    def __init__(self):
        self.pid = 1
        self.told, self._asked = [], []
        self._handle = None

    def open(self, worker):
        self._handle = worker
        worker.receive(pack({"ready": True, "compile": False}))

    def post(self, number, block):
        header, _ = unpack(block)
        match header["call"]:
            case "start" | "poll":
                self._asked.append(number)
            case "threads":
                self.told.append(header["threads"])

    def answer(self, condition, growing):
        for number in self._asked:
            body, parts = Report(0, condition, [], [], None, growing=growing).pack()
            self._handle.receive(pack({"id": number, "body": body}, parts))
        self._asked.clear()

    def signs(self):
        return None

    def kill(self):
        self._handle.closed(lambda: "it was killed")

    def close(self, patience):
        pass


class PretendedEngine(LocalEngine):
    """Has workers that do nothing, on a machine with ``cores``."""

    def __init__(self, workers=2, cores=2, **how):
        super().__init__(workers, kernels=False, cores=cores, **how)
        self.transports = []

    def _transport(self, role, index, node):
        self.transports.append(PretendedWorker())
        return self.transports[-1]

    def answer(self, condition="running", *, growing=False):
        for transport in self.transports:
            transport.answer(condition, growing)

    def begin(self, *runs):
        for run in runs:
            self.start(run, BEGINNING)
            self.answer()
