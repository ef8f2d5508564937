<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CheckPage</name>
    <message numerus="yes">
        <source>%n of {0} things need a hand.</source>
        <translation><numerusform>%n of {0} things needs a hand.</numerusform><numerusform>%n of {0} things need a hand.</numerusform></translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message numerus="yes">
        <source>%n shades</source>
        <translation><numerusform>%n shade</numerusform><numerusform>%n shades</numerusform></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message numerus="yes">
        <source>Import of {0}: nothing was changed, for %n rows have to be mended first. Without them: {1} new, {2} changed.</source>
        <translation><numerusform>Import of {0}: nothing was changed, for %n row has to be mended first. Without it: {1} new, {2} changed.</numerusform><numerusform>Import of {0}: nothing was changed, for %n rows have to be mended first. Without them: {1} new, {2} changed.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Import of {0}: {1} new, {2} changed, {3} unchanged, %n rows refused.</source>
        <translation><numerusform>Import of {0}: {1} new, {2} changed, {3} unchanged, %n row refused.</numerusform><numerusform>Import of {0}: {1} new, {2} changed, {3} unchanged, %n rows refused.</numerusform></translation>
    </message>
</context>
<context>
    <name>ShadesPage</name>
    <message numerus="yes">
        <source>%n products are in {0}.</source>
        <translation><numerusform>%n product is in {0}.</numerusform><numerusform>%n products are in {0}.</numerusform></translation>
    </message>
</context>
<context>
    <name>ShareSheet</name>
    <message numerus="yes">
        <source>Make %n files</source>
        <translation><numerusform>Make it</numerusform><numerusform>Make %n files</numerusform></translation>
    </message>
</context>
<context>
    <name>UsagePage</name>
    <message numerus="yes">
        <source>%n shades were worn for {0}; taken home: {1}.</source>
        <translation><numerusform>%n shade was worn for {0}; taken home: {1}.</numerusform><numerusform>%n shades were worn for {0}; taken home: {1}.</numerusform></translation>
    </message>
</context>
</TS>
