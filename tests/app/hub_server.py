"""A server that answers as the Hugging Face hub does: listings, redirects of large files to another host, ranges, refusals."""
import hashlib
import http.server
import json
import threading

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def git_digest(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub:
    """files: {repository: {path: bytes}}; paths that end in .safetensors, .bin or .gguf are large."""

    def __init__(self, files):
        self.files = files
        self.gated = {}          # repository: the token that opens it
        self.break_after = {}    # path: bytes after which its first answer breaks off
        self.faults = {}         # path: how many answers are 503
        self.wrong = {}          # path: what is sent instead
        self.ranges = True
        self.asked = []          # (method path, Range, Authorization)
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                hub.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def is_large(path):
        return path.endswith((".safetensors", ".bin", ".gguf"))

    @staticmethod
    def send(to, status, body=b"", **headers):
        to.send_response(status)
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)

    def answer(self, to):
        self.asked.append((to.path, to.headers.get("Range"), to.headers.get("Authorization")))
        parts = to.path.strip("/").split("/")
        if parts[0] == "cdn":
            return self.send_file(to, "/".join(parts[1:3]), "/".join(parts[3:]))
        api = parts[:2] == ["api", "models"]
        repository = "/".join(parts[2:4] if api else parts[:2])
        rest = parts[4:] if api else parts[2:]
        if repository not in self.files:
            return self.send(to, 401, X_Error_Code="RepoNotFound")
        token = self.gated.get(repository)
        if token and not api and to.headers.get("Authorization") != f"Bearer {token}":
            return self.send(to, 403 if to.headers.get("Authorization") else 401, X_Error_Code="GatedRepo")
        if rest[0] == "revision":
            if rest[1] not in ("main", "v1", COMMIT):
                return self.send(to, 404, X_Error_Code="RevisionNotFound")
            return self.send(to, 200, json.dumps({"sha": COMMIT}).encode())
        if rest[0] == "tree":
            return self.send(to, 200, json.dumps(self.tree(repository, "/".join(rest[2:]))).encode())
        path = "/".join(rest[2:])
        if self.is_large(path):
            return self.send(to, 302, Location=f"http://localhost:{self.server.server_port}/cdn/{repository}/{path}",
                             X_Linked_Etag=sha256(self.files[repository][path]))
        return self.send_file(to, repository, path)

    def tree(self, repository, folder):
        entries = [{"type": "directory", "path": "onnx", "oid": "1" * 40, "size": 0}]
        for path, data in self.files[repository].items():
            if path.rpartition("/")[0] != folder:
                continue
            entry = {"type": "file", "path": path, "size": len(data), "oid": git_digest(data)}
            if self.is_large(path):
                entry["lfs"] = {"oid": sha256(data), "size": len(data), "pointerSize": 134}
            entries.append(entry)
        return entries

    def send_file(self, to, repository, path):
        data = self.wrong.get(path, self.files[repository][path])
        if self.faults.get(path, 0) > 0:
            self.faults[path] -= 1
            return self.send(to, 503)
        start = 0
        if self.ranges and to.headers.get("Range"):
            start = int(to.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        to.send_response(206 if start else 200)
        to.send_header("Content-Length", str(len(data) - start))
        to.end_headers()
        end = self.break_after.pop(path, len(data))
        to.wfile.write(data[start:end])
        if end < len(data):
            to.close_connection = True
            to.wfile.flush()
            to.connection.shutdown(2)
        return None
