"""`coldread sample`: texts from nothing."""
import re
import signal
import subprocess
import unittest

from program import PROGRAM, TINY_GPT2, TINY_LLAMA, ProgramTest, coldread

BANNER = "=" * 40 + " SAMPLE {} " + "=" * 40


def samples_of(text):
    """The texts under their banners, in order."""
    return re.split(r"={40} SAMPLE \d+ ={40}\n", text)[1:]


class Samples(ProgramTest):
    def test_each_sample_stands_under_its_banner(self):
        result = coldread("sample", "--model", TINY_GPT2, "--nsamples", "3", "--length", "5", "--top_k", "40", "--temperature", "0.7")
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stdout.splitlines()
        self.assertEqual([line for line in lines if line.startswith("=====")], [BANNER.format(n) for n in (1, 2, 3)])

    def test_a_sample_is_the_same_whatever_the_batch_and_the_number(self):
        flags = ["sample", "--model", TINY_GPT2, "--length", "12", "--seed", "3"]
        five = samples_of(coldread(*flags, "--nsamples", "5", "--batch_size", "1").stdout)
        self.assertEqual(samples_of(coldread(*flags, "--nsamples", "5", "--batch_size", "4").stdout), five)
        self.assertEqual(samples_of(coldread(*flags, "--nsamples", "2").stdout), five[:2])
        self.assertNotEqual(samples_of(coldread(*flags[:-1], "4", "--nsamples", "5").stdout), five)
        self.assertEqual(len(set(five)), 5)

    def test_it_goes_on_until_interrupted(self):
        process = subprocess.Popen([PROGRAM, "sample", "--model", str(TINY_GPT2), "--nsamples", "0", "--length", "3"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(1, 21):
            line = process.stdout.readline()
            while not line.startswith("====="):
                line = process.stdout.readline()
            self.assertIn(f"SAMPLE {n} ", line)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)

    def test_a_reader_that_leaves_ends_it_quietly(self):
        result = subprocess.run(f"'{PROGRAM}' sample --model '{TINY_GPT2}' --nsamples 0 --length 3 | head -n 3",
                                shell=True, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.stderr, "")
        self.assertTrue(result.stdout.startswith(BANNER.format(1)))

    def test_impossible_settings_are_said(self):
        for flags, word in ((["--temperature", "-1"], "temperature"), (["--top_p", "1.5"], "top_p"),
                            (["--length", "100000"], "context")):
            self.assert_fails(coldread("sample", "--model", TINY_LLAMA, *flags), 2, word)


if __name__ == "__main__":
    unittest.main()
