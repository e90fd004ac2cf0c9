"""Signals: said at once, ended soon, resumable; whatever the program is in the middle of."""
import json
import os
import signal
import subprocess
import time
import unittest

from program import PROGRAM, TINY_LLAMA, ProgramTest, coldread

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


class Signals(ProgramTest):
    def setUp(self):
        super().setUp()
        rows = "".join(json.dumps({"q": f"the apple number {i} is on the", "a": " table"}) + "\n" for i in range(3000))
        self.write("tasks/rows.jsonl", rows)
        self.arguments = ["run", "--model", TINY_LLAMA, "--tasks", "goes_on", "--include_path", self.folder / "tasks",
                          "--out", self.folder / "out"]

    def start(self, *before, **options):
        return subprocess.Popen([*before, PROGRAM, *map(str, self.arguments)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **options)

    def answers(self):
        journal = self.folder / "out/journal"
        return journal.read_bytes().count(b"\n") if journal.exists() else 2

    def wait_for_answers(self, process):
        before = self.answers()
        while process.poll() is None and self.answers() == before:
            time.sleep(0.002)

    def test_each_signal_has_its_exit_code_and_the_run_goes_on(self):
        for number, code in CODES.items():
            process = self.start()
            self.wait_for_answers(process)
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
            self.assertEqual(process.returncode, code, errors)
            self.assertIn("rerun the same command to resume", errors)
            self.assertIn("exact_match", output)
            self.assertRegex(output.replace("\u00a0", " "), "unfinished: [0-9]+ of 3000 documents")
        self.assertEqual(coldread(*self.arguments).returncode, 0)

    def test_a_signal_before_the_first_answer_ends_in_order_too(self):
        process = self.start()
        while process.poll() is None and not self.catches(process, signal.SIGTERM):
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 143, errors)

    def catches(self, process, number):
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            caught = next(line for line in status if line.startswith("SigCgt:"))
        return int(caught.split()[1], 16) >> (number - 1) & 1

    def test_a_stopped_process_says_so_and_ends_though_it_can_do_nothing_else(self):
        """The main thread hangs in a write to a full pipe: what waits for it must not wait."""
        self.write("tasks/rows.jsonl", '{"q": "a", "a": " b"}\n')
        reading, writing = os.pipe()
        size = 1 << 12
        import fcntl
        fcntl.fcntl(writing, 1031, size)  # F_SETPIPE_SZ
        os.write(writing, b"x" * size)
        process = subprocess.Popen([PROGRAM, *map(str, self.arguments)], stdout=writing, stderr=subprocess.PIPE, text=True)
        os.close(writing)
        while not (self.folder / "out/run.json").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        os.close(reading)
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("stopping", errors)

    def test_a_second_signal_ends_at_once(self):
        process = self.start()
        self.wait_for_answers(process)
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=30)
        self.assertIn(process.returncode, (130, 143))
        self.assertEqual(coldread(*self.arguments).returncode, 0)

    def test_a_hangup_that_was_ignored_stays_ignored(self):
        self.write("tasks/rows.jsonl", '{"q": "a", "a": " b"}\n' * 300)
        process = self.start("nohup")
        self.wait_for_answers(process)
        process.send_signal(signal.SIGHUP)
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, errors)

    def test_a_reader_that_goes_away_stops_no_run(self):
        self.write("tasks/rows.jsonl", '{"q": "a", "a": " b"}\n')
        process = self.start()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(timeout=30), 0, errors)
        self.assertNotIn("coldread:", errors)
        self.assertTrue((self.folder / "out/results.json").exists())


if __name__ == "__main__":
    unittest.main()
