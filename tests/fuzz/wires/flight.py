"""The Flight SQL front end: questions by commands, and commands, tickets and actions that no client sends."""

import pyarrow.flight as flight

COMMAND = b"type.googleapis.com/arrow.flight.protocol.sql."
COMMANDS = [
    b"CommandStatementQuery",
    b"CommandPreparedStatementQuery",
    b"CommandGetTables",
    b"CommandGetDbSchemas",
    b"CommandGetCatalogs",
    b"CommandGetSqlInfo",
    b"CommandGetTableTypes",
    b"CommandGetXdbcTypeInfo",
    b"CommandStatementUpdate",
    b"CommandStatementIngest",
    b"ActionCreatePreparedStatementRequest",
    b"ActionBeginTransactionRequest",
]


def field(number: int, data: bytes) -> bytes:
    return bytes([number << 3 | 2]) + varint(len(data)) + data


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def command(kind: bytes, data: bytes) -> bytes:
    """A command as Flight SQL packs it: its name, and its fields."""
    return field(1, COMMAND + kind) + field(2, field(1, data))


class Front:
    def __init__(self, place: str, token: str):
        self.client = flight.FlightClient(f"grpc://{place}")
        self.options = flight.FlightCallOptions(headers=[(b"authorization", f"Bearer {token}".encode())], timeout=60)

    def told(self, data: bytes):
        """Where an answer is to be had; nothing where the command is refused."""
        return self.safe(lambda: self.client.get_flight_info(flight.FlightDescriptor.for_command(data), self.options))

    def taken(self, ticket: bytes):
        table = self.safe(lambda: self.client.do_get(flight.Ticket(ticket), self.options).read_all())
        if table is None:
            return None
        rows = [list(row) for row in zip(*(column.to_pylist() for column in table.columns))] if table.num_columns else []
        return table.column_names, rows[:2_000]

    def asked(self, sql: str):
        info = self.told(command(b"CommandStatementQuery", sql.encode("utf-8", "replace")))
        return None if info is None or not info.endpoints else self.taken(info.endpoints[0].ticket.ticket)

    def acted(self, kind: str, data: bytes):
        return self.safe(lambda: [bytes(result.body) for result in self.client.do_action(flight.Action(kind, data), self.options)])

    @staticmethod
    def safe(call):
        try:
            return call()
        except flight.FlightInternalError as fault:
            # What the client itself cannot read is told in the same class.
            if "internal error" in str(fault).lower() and "grpc_status:13" in str(fault).replace(" ", ""):
                raise AssertionError(f"Flight answers an internal error: {fault}") from fault
            return None
        except Exception:
            return None
