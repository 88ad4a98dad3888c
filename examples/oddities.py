"""Lines that real spreadsheets hold besides good rows: one entry per way to go wrong, or nearly."""

# Raw CSV lines, without the line end. Plates here start with Z, which the good rows never use,
# so that each line has exactly the fault it is listed under.
REQUIRED = [
    ",ZAA1A01,2015,38900.00",
    "   ,ZAA1A02,2016,41250.00",
    "Fiat Mobi Like 1.0 Fire Flex 5p,,2019,46870.00",
    "Honda CG 160 Start,   ,2020,12480.00",
    "VW Saveiro Robust 1.6 Total Flex 16V CD,ZAA1A03,,78300.00",
    "Renault Kwid Zen 1.0 Flex 12V 5p Mec.,ZAA1A04, ,47100.00",
    "Hyundai HR 2.5 TCI Diesel (RS/RD),ZAA1A05,2018,",
    "Fiat Uno Mille 1.0 Fire/F.Flex/Economy 4p,ZAA1A06,2010,  ",
    ",,,15900.00",
    "Ford F-4000 Turbo 2p (diesel),,,",
]
BAD_PLATES = [
    "Fiat Argo Drive 1.0 6V Flex,S/PLACA,2024,74300.00",
    "Honda Biz 125 EX Flex,XXX-XXXX,2021,12890.00",
    "VW Gol 1.0 Mi 8V 2p,ZB0-4689,2001,11870.00",
    "Toyota Etios X Plus 1.5 Flex 16V 5p Mec.,ZBA123,2018,52990.00",
    "Yamaha YBR 150 Factor ED Flex,ZBA12345,2019,11650.00",
    "Scania R-450 A 6x2 2p (diesel)(E5),1BA2C34,2019,412000.00",
    "Citroën C3 Live 1.0 Flex 6V 5p Mec.,ZBÁ1C34,2023,66200.00",
    "Ford Cargo 816 S Turbo 2p (diesel),ZBAA234,2014,131000.00",
    "Iveco Tector 240E28 6x2 2p (diesel),ZBA1C3O,2020,268000.00",
    "Renault Kangoo Express 1.6 Flex 16V,a emplacar,2015,39800.00",
]
BAD_YEARS = [
    "Ford F-4000 Turbo 2p (diesel),ZCA1A01,1899,54000.00",
    "VW Nivus Highline 1.0 200 TSI Flex Aut.,ZCA1A02,2099,132500.00",
    "Fiat Siena EL 1.0 mpi Fire Flex 8V 4p,ZCA1A03,dois mil e doze,24700.00",
    "BYD Dolphin Mini (Elétrico),ZCA1A04,32000,118900.00",
    "Honda PCX 160 ABS,ZCA1A05,32000,19700.00",
    "Fiat Strada Working 1.4 mpi Fire Flex 8V CE,ZCA1A06,20/21,58400.00",
    "Nissan Kicks SV 1.6 16V FlexStar 5p Aut.,ZCA1A07,2019.5,79800.00",
    "Jeep Renegade Longitude 1.8 4x2 Flex 16V Aut.,ZCA1A08,-2018,74900.00",
    "Volvo VM 270 6x2R 2p (diesel),ZCA1A09,zero km,498000.00",
]
BAD_PRICES = [
    "VW Kombi Furgão 1.4 Mi Total Flex 8V,ZDA1A01,2012,0",
    "Fiat Palio 1.0 Economy Fire Flex 8V 4p,ZDA1A02,2013,0.00",
    "Ford Ka 1.0 SE/SE Plus TiVCT Flex 5p,ZDA1A03,2017,-38500.00",
    "Honda CG 150 Fan ESDi/150 Fan ESDi Flex,ZDA1A04,2014,a consultar",
    "Mercedes-Benz Actros 2651 S 6x4 2p (diesel),ZDA1A05,2021,10000000000.00",
    "Toyota Corolla XEi 2.0 Flex 16V Aut.,ZDA1A06,2020,1.2e5",
    "Peugeot 208 Active 1.2 Flex 12V 5p Mec.,ZDA1A07,2018,USD 9500.00",
    "Suzuki Intruder 125,ZDA1A08,2011,R$ -",
    "Hyundai Creta Pulse 1.6 16V Flex Aut.,ZDA1A09,2019,0.001",
]
SEVERAL_FAULTS = [
    ",SEM PLACA,1890,-1",
    "VW Voyage 1.6 MSI Flex 8V 4p,ZE1,abc,n/d",
    f"{'Caminhonete com equipamento ' * 8}de manutenção de rede,ZEA1A01,2099,185000.00",
]
TOO_LONG = [
    f"Mercedes-Benz Sprinter 415 Furgão {'com adaptação para unidade móvel ' * 6},"
    "ZFA1A01,2016,143000.00",
]
MALFORMED = [
    "Fiat Uno Mille 1,0 Fire/F.Flex,ZGA1A01,2008,14300.00",
    "VW Gol 1.6 MSI Flex 16V 5p Aut.,ZGA1A02,2020,58.400,00",
    "Honda CG 160 Cargo,ZGA1A03,2018,11900.00,em manutenção",
    "Ford Ranger XLS 2.0 Turbo 4x4 CD Diesel Aut.,ZGA1A04,2024",
    "Total da frota",
    "Renault Sandero Expression Flex 1.0 12V 5p;ZGA1A05;2016;39900.00",
]
# Not counted at all, but they take up a row number.
BLANK = ["", "", "   ", ",,,", " , ,,  "]
# Unusual, yet good.
ACCEPTED = [
    "Fiat Fiorino Endurance 1.4 EVO Flex 8V 2p,zha1a01,2019,61200.00",
    "Fiat Fiorino Endurance 1.4 EVO Flex 8V 2p,zha-1a02,2019,61200.00",
    "VW Saveiro Robust 1.6 Total Flex 16V CD,ZHA-1303,2017,62750.00",
    "Honda NXR 160 Bros ESDD Flexone, ZHA 1A04 ,2018,14380.00",
    "GM - Chevrolet Celta Life 1.0 MPFI VHC 8V 5p,zha.1305,2008,17450.00",
    "  Toyota   Hilux CD SRX  4x4 2.8 TDI Diesel Aut. ,ZHA1A06,2021,214900.00",
    'VW Amarok Highline CD 3.0 4x4 TB Dies. Aut.,ZHA1A07,2021,"R$ 198.700,00"',
    'Jeep Compass Longitude T270 1.3 TB 4x2 Flex Aut.,ZHA1A08,2022,"R$ 139.480,50"',
    'Mercedes-Benz Atego 1719 2p (diesel),ZHA1A09,2015,"212.300,00"',
    'Volvo FH 540 6x4 Globetrotter 2p (diesel),ZHA1A10,2022,"1.048.000,00"',
    'Hyundai HB20 Comfort 1.0 Flex 12V Mec.,ZHA1A11,2018,"48990,00"',
    'Nissan Frontier LE CD 4x4 2.3 Bi-TB Diesel Aut.,ZHA1A12,2020,"168,400.00"',
    "Honda Civic Sedan LXR 2.0 Flexone 16V Aut. 4p,ZHA1A13,2015,R$ 74.900",
    "Fiat Cronos Precision 1.3 16V Flex Aut.,ZHA1A14,2020/2021,76300.00",
    "VW T-Cross Comfortline 1.0 TSI Flex 12V Aut.,ZHA1A15,2019/2020,98400.00",
    "Ford EcoSport FreeStyle 1.5 12V Flex 5p Aut.,ZHA1A16,2018.0,68900.00",
    "Honda Fit EX 1.5 Flex/Flexone 16V 5p Aut.,ZHA1A17,2016,61230.456",
    '"Fiat Strada Freedom 1.3, cabine dupla, Flex 8V",ZHA1A18,2022,89900.00',
    '"VW Delivery ""Express"" 2p (diesel)",ZHA1A19,2020,172000.00',
    '"Renault Master 2.3 dCi Furgão L2H2\nadaptado para ambulância",ZHA1A20,2019,151300.00',
    '"Iveco Daily 35S14\r\nGran Furgone",ZHA1A21,2013,"84200.00"',
    '"Scania R-124 GA 4x2 NZ 360 2p (diesel)","ZHA1322","2003","148500.00"',
    "Yamaha XTZ 250 Lander Flex,ZHA1A23,2020,R$19850.00",
]
# The first row of each pair is accepted; the second is the same vehicle.
DUPLICATES = [
    ("Fiat Toro Freedom 1.8 16V Flex Aut.,ABC1234,2018,84700.00",
     "Fiat Toro Freedom 1.8 16V Flex Aut.,ABC1C34,2018,84700.00"),
    ("Honda HR-V EXL 1.8 Flexone 16V 5p Aut.,ZIA9J99,2019,104300.00",
     "Honda HR-V EXL 1.8 Flexone 16V 5p Aut.,ZIA-9999,2019,104300.00"),
    ("Hyundai HB20S Platinum 1.0 TB Flex 12V Aut.,ZIB2K30,2021,84900.00",
     "Hyundai HB20S Platinum 1.0 TB Flex 12V Aut.,zib-2k30,2021,84900.00"),
]  # fmt: skip
