"""Tests of folders that become projects."""
